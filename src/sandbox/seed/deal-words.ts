const NOUNS =
  `Palletiser|Forklift fleet|Warehouse software|Boiler|Loading dock|Sorting line|Labelling station|Silo|Air curtain|
Compressor|Cooling tower|Dosing unit|Mixer|Stretch wrapper|Robot cell|Weighing system|Tank farm|Shelving|Lighting|
Solar roof|Charging station|Access control|Fire alarm|Dust extraction|Paint booth|Press brake|Laser cutter|Test bench|
Clean room|Water treatment|Filling line|Bottle washer|Steriliser|Pump station|Gate system|Camera system|Network`
    .split('|')
    .map(noun => noun.trim());
const WORKS =
  `upgrade|extension|retrofit|replacement|pilot|relocation|automation|modernisation|second phase|rollout|audit|
training|overhaul|trial`
    .split('|')
    .map(work => work.trim());
const CONTRACTS = [
  'service contract',
  'maintenance contract',
  'warranty',
  'licences',
  'inspection',
  'support',
  'rental',
];

/** A name as sales people write them: what is sold, and what is done with it. Names repeat after some hundred. */
export function dealName(pipeline: 'test' | 'renewals', index: number, year: number): string {
  const noun = NOUNS[index % NOUNS.length]!;
  if (pipeline === 'renewals') {
    const turn = Math.floor(index / (NOUNS.length * CONTRACTS.length));
    return `${noun} ${CONTRACTS[index % CONTRACTS.length]} ${year}${turn === 0 ? '' : `, site ${turn + 1}`}`;
  }
  const round = Math.floor(index / (NOUNS.length * WORKS.length));
  return `${noun} ${WORKS[index % WORKS.length]}${round === 0 ? '' : ` ${round + 1}`}`;
}

const REMARKS = [
  'Budget is approved for this year.',
  'Decision by the end of the quarter.\nTwo other bidders.',
  'Came by recommendation.',
  'Wants a site visit first.',
  'Technical questions are settled, price is not.',
  'Framework agreement possible if the pilot goes well.',
];

/** A description. */
export const remark = (index: number): string => REMARKS[index % REMARKS.length]!;
