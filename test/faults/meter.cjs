// Loaded into the program under test: notes the most memory it took, which nobody can ask once it has ended, and when
// that was by its own clock.
const { readFileSync, writeFileSync } = require('node:fs');
// The real one: a fault may set the clock of the program.
const { now } = Date;

process.on('exit', () => {
  try {
    const maxRSS = peak();
    writeFileSync(process.env.FAULTS_METER, JSON.stringify({ maxRSS, at: now() }));
  } catch {
    // Without descriptors to spare there is no measure.
  }
});

/** In KiB. What the system counts for a process begins with what its parent had when it started it. */
function peak() {
  const own = process.platform === 'linux' && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return own ? Number(own[1]) : process.resourceUsage().maxRSS;
}
