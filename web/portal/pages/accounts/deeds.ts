/** What one does to an account in a dialog on the tree. */
export type Deed = 'suspend' | 'resume' | 'close' | 'cancel';
