/** The dropdowns' options, by the field that shows them. */
export const OPTIONS: Record<string, readonly string[]> = {
  'Account.industry_id': ['Food', 'Healthcare', 'Logistics', 'Manufacturing', 'Retail', 'Services'],
  'Account.customer_type_id': ['Prospect', 'Customer', 'Partner'],
  'Opportunity.lead_source_id': ['Web site', 'Referral', 'Trade fair', 'Cold call', 'Newsletter'],
  'Opportunity.reason_of_close_id': ['Price', 'Competitor', 'No budget', 'No decision'],
  'Opportunity.cf_region': ['North', 'South', 'East', 'West'],
};

export const CUSTOM_FIELDS = [
  { api_name: 'cf_region', name: 'Region', type_id: 'dropdown' },
  { api_name: 'cf_contract_no', name: 'Contract number', type_id: 'input' },
];
