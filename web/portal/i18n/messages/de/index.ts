import type { Messages } from '../en';
import account from './account.json';
import accounts from './accounts.json';
import address from './address.json';
import app from './app.json';
import assets from './assets.json';
import contact from './contact.json';
import customers from './customers.json';
import faults from './faults.json';
import signin from './signin.json';
import users from './users.json';

const messages: Messages = { ...app, ...address, ...faults, ...signin, ...account, ...accounts, ...contact, ...customers, ...users, ...assets };
export default messages;
