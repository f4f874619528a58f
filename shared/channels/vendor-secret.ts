const SECRET = /^[\x21-\x7e]{1,256}$/;

/** Whether the text can be a secret that a vendor shows; theirs have no form in common. */
export const isVendorSecret = (text: string): boolean => SECRET.test(text);
