/**
 * Takes the place of node:child_process in the bundle. commander asks for it, for subcommands that are programs of
 * their own, which this tool has none of: loading it would take a fifth of the start.
 */
const none = (): never => {
  throw new Error('this tool starts no other program');
};

export { none as spawn, none as spawnSync };
