/** What the customer has to say to the lab's ISP: every sign that quoting gets wrong. */
export const password = 'geheim "wachtwoord" \\ 1';
