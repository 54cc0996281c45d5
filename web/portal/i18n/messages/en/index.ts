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

// Every text of the portal, a file for each folder of pages. Keys begin with the file's name.
const messages = { ...app, ...address, ...faults, ...signin, ...account, ...accounts, ...contact, ...customers, ...users, ...assets };
export type Messages = typeof messages;
export default messages;
