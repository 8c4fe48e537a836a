import { COMPANIES, companyOf } from './companies.ts';
import { type Add, accountId, accountOwner, contactId, linkId, option, ownerOf } from './ids.ts';
import { personName } from './people.ts';
import { TUTORIAL } from './tutorial.ts';

/** Accounts with their types. The first ones are always the same, whatever the count. */
export function addAccounts(add: Add, count: number): void {
  add('AccountTypes', 'account', { ...TUTORIAL.accountType, name: 'Account' });
  add('ContactTypes', 'contact', { name: 'Contact' });
  for (let index = 0; index < count; index++) {
    const { name, city, country, email, marks } = companyOf(index);
    add('Accounts', String(index), {
      id: accountId(index),
      name,
      city,
      country,
      email1: email,
      phone1: `+1 555 01${String(index).padStart(2, '0')}`,
      home_page: `https://www.${email.split('@')[1]}`,
      // Empty text, as in the vendor's sample.
      comments: '',
      industry_id: option('Account.industry_id', index),
      customer_type_id: option('Account.customer_type_id', index),
      ...ownerOf(index),
      ...(marks === 'a' ? { is_archived: true } : {}),
      ...(marks === 'd' ? { is_deleted: true } : {}),
      ...(index === 0 ? { ...accountOwner, ...TUTORIAL.account } : {}),
    });
  }
}

/** Whether the contact of an account's own number is one that can be linked. */
export const hasOwnContact = (account: number): boolean =>
  COMPANIES[account]?.marks !== 'n' && !isArchivedContact(account) && !isDeletedContact(account);

const isArchivedContact = (index: number) => index % 50 === 40;
const isDeletedContact = (index: number) => index % 50 === 45;

/** Each contact has a primary account, every tenth a second one; a few are archived or deleted. */
export function addContacts(add: Add, count: number, accounts: number): void {
  const employers = [...Array(accounts).keys()].filter(index => COMPANIES[index]?.marks !== 'n');
  const places = new Map(employers.map((account, place) => [account, place]));
  for (let index = 0; index < count; index++) {
    // The first contacts belong to the accounts of the same number, in the same script.
    const account = places.has(index) ? index : employers[(index * 7) % employers.length]!;
    const { email, city, country } = companyOf(account);
    const contact = add('Contacts', String(index), {
      id: contactId(index),
      ...personName(index),
      email1: `contact${index + 1}@${email.split('@')[1]}`,
      city,
      country,
      account_position: ['Buyer', 'Managing director', 'Assistant', 'Head of IT'][index % 4],
      ...ownerOf(account),
      ...(isArchivedContact(index) ? { is_archived: true } : {}),
      ...(isDeletedContact(index) ? { is_deleted: true } : {}),
    });
    const link = (to: number, is_primary: boolean) =>
      add('ContactAccountRelations', `${contact} ${to}`, {
        ...linkId('ContactAccountRelations', 2 * index + Number(is_primary)),
        contact_id: contact,
        account_id: accountId(to),
        is_primary,
        ...(index === 0 && to === 0 ? TUTORIAL.contactAccountRelation : {}),
      });
    link(account, true);
    const second = employers[(places.get(account)! + 1) % employers.length]!;
    if (index % 10 === 3) link(second, false);
  }
}
