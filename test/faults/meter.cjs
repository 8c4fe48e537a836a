// Loaded into the program under test: notes the most memory it took, which nobody can ask once it has ended.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  try {
    writeFileSync(process.env.FAULTS_METER, String(process.resourceUsage().maxRSS));
  } catch {
    // Without descriptors to spare there is no measure.
  }
});
