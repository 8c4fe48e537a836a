/** The first contacts by name, `first last`, in the scripts of the accounts they belong to. */
const NAMED = [
  'Ida Ziemann',
  'Tom Okafor',
  'Grace Whitlock',
  'Noah Pelletier',
  'Jürgen Großmann',
  'Zoé Lefèvre',
  'Łucja Świątek',
  'Ondřej Dvořáček',
  'Søren Ågesen',
  'Gülşen Işık',
  'さくら 高橋',
  '健太 中村',
  '伟 李',
  '지우 박',
  'Ольга Морозова',
  'Тарас Їжакевич',
  'ليلى الحارثي',
  'נועה אבישר',
  'Ελένη Παππά',
  'สมหญิง ใจดี',
  'Joy 🎈 Rivera',
  'Siobhán O’Dell',
  'Mary-Kate D’Arcy',
  'Nils "Buddy" Haugen',
];

const FIRST =
  'Amal Bela Carla Dario Elin Femi Gita Hugo Inês Jonas Kaia Luca Mina Nadia Oskar Priya Quinn Rosa Sami Tess';
const LAST =
  'Abara Brandt Costa Duarte Engel Farkas Gallo Hassan Ivarsen Jansen Keller Lindqvist Moreau Novák Olsen Petrov Quist';

const first = FIRST.split(' ');
const last = LAST.split(' ');

/** The name of contact number `index`; no two of the first 340 are the same. */
export function personName(index: number): { first_name: string; last_name: string } {
  const fullName = NAMED[index];
  if (fullName === undefined) {
    const born = last[Math.floor(index / (first.length * last.length)) % last.length]!;
    const name = last[index % last.length]!;
    const last_name = index < first.length * last.length || born === name ? name : `${name}-${born}`;
    return { first_name: first[index % first.length]!, last_name };
  }
  const separator = fullName.lastIndexOf(' ');
  return { first_name: fullName.slice(0, separator), last_name: fullName.slice(separator + 1) };
}
