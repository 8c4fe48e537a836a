const NONE = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const THREE = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

/** How many decimals amounts of a currency have, by ISO 4217. Not by Intl, which takes long to load. */
export function currencyDecimals(code: string): number {
  if (NONE.includes(code)) return 0;
  return THREE.includes(code) ? 3 : 2;
}
