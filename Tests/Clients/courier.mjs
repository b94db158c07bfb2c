// The vendor's client, with base URL and key changed and nothing else.
import Courier from '@trycourier/courier';
import { gateway, key } from './support.mjs';

export { Courier };

export const courier = (options = {}) => new Courier({ apiKey: key, baseURL: gateway, ...options });
