/** The customer's password, as agenix decrypts it. */
export const password = 'bruggeld-42';
