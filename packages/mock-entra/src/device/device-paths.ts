/** The page where the user enters a user code. The address that a device shows redirects here. */
export const deviceAuthPath = "/common/oauth2/deviceauth";
export const deviceConfirmPath = `${deviceAuthPath}/confirm`;
