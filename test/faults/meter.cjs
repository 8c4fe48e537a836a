// Loaded into the program under test: notes the most memory it took, which nobody can ask once it has ended, and how
// many milliseconds it stayed after its last word. Who reads its words may be too busy to say when they came.
const { readFileSync, writeFileSync } = require('node:fs');
const { Duplex, Writable } = require('node:stream');
// The real one: a fault may set the clock of the program.
const { now } = Date;

let spoke;
for (const { prototype } of [Writable, Duplex]) {
  const { write } = prototype;
  prototype.write = function (...words) {
    if (this.fd === 1 || this.fd === 2) spoke = now();
    return write.apply(this, words);
  };
}

process.on('exit', () => {
  try {
    const maxRSS = peak();
    writeFileSync(process.env.FAULTS_METER, JSON.stringify({ maxRSS, lingered: spoke && now() - spoke }));
  } catch {
    // Without descriptors to spare there is no measure.
  }
});

/** In KiB. What the system counts for a process begins with what its parent had when it started it. */
function peak() {
  const own = process.platform === 'linux' && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return own ? Number(own[1]) : process.resourceUsage().maxRSS;
}
