/** The links of an opportunity with accounts or with contacts: each is a record of its own collection. */
export const LINKS = {
  accounts: { entity: 'LeadOpptyAccountRelations', parent: 'lead_oppty_id', target: 'account' },
  contacts: { entity: 'LeadOpptyContactRelations', parent: 'lead_oppty_id', target: 'contact' },
} as const;

export type LinkKey = keyof typeof LINKS;
