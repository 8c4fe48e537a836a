import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Certificates made for one run: X.509 written byte by byte, since Node reads them but makes none. */

interface Certified {
  /** PEM. */
  cert: string;
  key: string;
}

interface Wanted {
  name: string;
  /** Host names and IPv4 addresses it is good for. */
  hosts?: readonly string[];
  from?: Date;
  to?: Date;
  ca?: boolean;
}

interface Authority {
  name: string;
  key: KeyObject;
}

/** One authority that the run may trust, one that nobody knows, and what they sign. */
export interface Certificates {
  /** PEM of the authority that NODE_EXTRA_CA_CERTS can name. */
  authority: string;
  good: Certified;
  expired: Certified;
  early: Certified;
  otherHost: Certified;
  selfSigned: Certified;
  unknownAuthority: Certified;
  /** Signed by a certificate that is no authority. */
  byNobody: Certified;
}

const DAY = 86_400_000;

export function makeCertificates(hosts: readonly string[]): Certificates {
  const now = Date.now();
  const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const known = { name: 'Matrix authority', pair: pair() };
  const unknown = { name: 'Unknown authority', pair: pair() };
  const issue = (wanted: Wanted, by: Authority): Certified => {
    const { publicKey, privateKey } = pair();
    return {
      cert: certificate(wanted, publicKey, by),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  };
  const authority: Authority = { name: known.name, key: known.pair.privateKey };
  const good = issue({ name: 'good', hosts }, authority);
  const byNobody = issue({ name: 'nobody', hosts }, { name: 'good', key: createPrivateKey(good.key) });
  const alone = pair();
  return {
    authority: certificate({ name: known.name, ca: true }, known.pair.publicKey, authority),
    good,
    expired: issue({ name: 'expired', hosts, from: new Date(now - 9 * DAY), to: new Date(now - DAY) }, authority),
    early: issue({ name: 'early', hosts, from: new Date(now + DAY), to: new Date(now + 9 * DAY) }, authority),
    otherHost: issue({ name: 'other', hosts: ['other.example.com'] }, authority),
    selfSigned: {
      cert: certificate({ name: 'self', hosts }, alone.publicKey, { name: 'self', key: alone.privateKey }),
      key: alone.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    unknownAuthority: issue({ name: 'stranger', hosts }, { name: unknown.name, key: unknown.pair.privateKey }),
    byNobody: { cert: byNobody.cert + good.cert, key: byNobody.key },
  };
}

function certificate(wanted: Wanted, publicKey: KeyObject, by: Authority): string {
  const { name, hosts = [], ca = false } = wanted;
  const { from = new Date(Date.now() - DAY), to = new Date(Date.now() + 30 * DAY) } = wanted;
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const names = hosts.map(host =>
    /^[\d.]+$/.test(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  const extensions = [
    sequence(
      oid('551d13'),
      der(0x01, Buffer.from([0xff])),
      octets(sequence(...(ca ? [der(0x01, Buffer.from([0xff]))] : []))),
    ),
    ...(names.length > 0 ? [sequence(oid('551d11'), octets(sequence(...names)))] : []),
  ];
  const body = sequence(
    der(0xa0, integer(2)),
    integer(1 + Math.floor(Math.random() * 0x7fffffff)),
    algorithm,
    distinguished(by.name),
    sequence(time(from), time(to)),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(body, algorithm, bits(sign('sha256', body, by.key)));
  const lines = whole.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer) => der(0x04, content);
const bits = (content: Buffer) => der(0x03, Buffer.concat([Buffer.from([0]), content]));
const distinguished = (name: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
const time = (date: Date) => der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

function integer(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 255);
  if (bytes[0]! > 127) bytes.unshift(0);
  return der(0x02, Buffer.from(bytes));
}
