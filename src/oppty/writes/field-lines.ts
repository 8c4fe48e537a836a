import type { ChangeLine } from '../../changes/write.ts';
import { fieldLabel } from '../../records/field-labels.ts';
import type { SpaceField } from '../../records/found.ts';
import { findField } from '../../records/space-fields.ts';
import { formatLocalTime } from '../../values/dates.ts';
import type { Row } from '../../wire/entities.ts';
import { isCustomField } from '../../wire/fields.ts';
import { fieldInput, formatField } from '../draft/space-fields.ts';

/** Fields of a request without links, as they are in the record and as they are to be, in the words of the space. */
export const fieldLines = (fields: Row, row: Row, spaceFields: readonly SpaceField[], today: string): ChangeLine[] =>
  Object.entries(fields).map(([field, value]) => {
    const format = (value: unknown) =>
      value === undefined || value === null || value === '' || (field === 'label_flag' && value === 0)
        ? ''
        : (timeText(value) ?? formatField(fieldInput(field, spaceFields, value, today), value));
    const label = isCustomField(field) ? (findField(spaceFields, field)?.label ?? field) : fieldLabel(field);
    return { label, before: format(row[field]), after: format(value) };
  });

/** A time of the API as people read it; undefined for anything else. */
const timeText = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) ? formatLocalTime(value) : undefined;
