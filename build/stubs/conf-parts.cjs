/**
 * Takes the place of what conf loads and this tool has no use for: its validator, versions, migrations, encryption and
 * watching of files, and folders of its own. atomically asks when-exit to remove its temporary file when a signal ends
 * the process: here it is in a folder that the next holder of the lock removes, and signals are the host's.
 */
module.exports = () => {};
