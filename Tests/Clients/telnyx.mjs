// The vendor's client, with base URL and key changed and nothing else.
import Telnyx from 'telnyx';
import { gateway, key } from './support.mjs';

export { Telnyx };

export const telnyx = (options = {}) => new Telnyx({ apiKey: key, baseURL: `${gateway}/v2`, ...options });
