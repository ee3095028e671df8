/** What the customer has to say to the lab's ISP. */
export const password = 'wachtwoord';
