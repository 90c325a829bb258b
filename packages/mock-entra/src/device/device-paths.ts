/** Where a person enters a user code; the address that a device shows redirects here. */
export const deviceAuthPath = "/common/oauth2/deviceauth";
export const deviceConfirmPath = `${deviceAuthPath}/confirm`;
