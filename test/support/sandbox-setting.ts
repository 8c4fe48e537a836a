import { openConfigFile } from '../../src/storage/config-file.ts';

/** Sets a value for the sandbox without a look at its records, as it was set before one was renamed or removed. */
export const storeSandboxSetting = (folder: string, key: string, value: string): Promise<void> =>
  openConfigFile({ folders: { config: folder, state: '', cache: '' } }).change(config => ({
    ...config,
    sandbox: { ...config.sandbox, settings: { ...config.sandbox?.settings, [key]: value } },
  }));
