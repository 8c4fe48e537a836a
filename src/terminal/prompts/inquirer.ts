/** What questions are made of. By name, so that the bundle holds only this. */
export { createPrompt, useEffect, useKeypress, useRef, useState } from '@inquirer/core';
export { checkbox, confirm, password } from '@inquirer/prompts';
