/** A key pair in the repository. */
export interface DevelopmentKey {
  privateKeyPem: string;
  certificate: string;
  keyId: string;
}

/**
 * The RSA key pair that signs every token of the mock's first tenant, and its certificate. It is public on
 * purpose: so no key has to be generated at the start. Its signatures prove nothing outside a test or a
 * workshop.
 */
export const developmentSigningKey: DevelopmentKey = {
  privateKeyPem: `-----BEGIN PRIVATE KEY-----
MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDvSSiqsyjtEq1k
EhQMdOQ8F0kmoDWUsLi0Ef0GBtpq/1s/bGJDolZylC7dou36/9xRfEx+J1904ZIo
Pm3s040wRbNw3vNTOuPvY068/SqXFN2903OZEKH5yCKtTDwBq5RnA9sQdjcdremw
X1RCZnHziqZjsii0jPhDXNygyTROWDZbnNh8D1EtDlcSPukGLzuQbPLJfVKTvapV
5dhkQOvUljj8P7QJXLmND5hZFyI1K0g+E4UgViolL4/JpDq8juWgd+VgvGzfyySV
F88VhY19ltABl1Xn9Dj6nDHlfNF/21b1MavU04ZT0Tk5qkloqom729u7bLH1/McQ
ejNftP8ZAgMBAAECggEADBZPehPzwMn9PT1WiuyKrOhmNw/HtRuaMOpptBi7hsUg
aFtCuXTlVgNbPLHiwJeVGv6i5Ip7nW1ZkzPYHKrxCluy/UQd2Xnzkp+bFhvZv2j7
7H9Wawh2jiYIbmWX8GOo6u08bx/xl8u1rsWZ/YKsReeekRGqUbh/P/PcZzjSrhRY
pVrAn5HadKRjfWERc/8QJwqXddtdWVAL2+7sDRnMFKBk1vb7C5qz3ESfAH0W88Dk
7GJ3rBGCzs7cpEP7brGCLIibkZJP10BUnbnYkxWQh6UEcxvQDpSBQSQRwNkkPeCt
40HgSbRuOqSn1g/uRAoWEENMga+y6iJiblvYh2/8aQKBgQD4NTKD+vbTwDGayisO
3N+1b0sXFmKXfVRb9ntqwuisafIBSR3I8R1rC+fOTRXaQvIBSJSQnyTlvspBl6F+
PNumJ7SY9E5vsRfvNu8NTDqxiObxdmsWCce/PdJRBKdHHCt04oR+IIxmDfFZo4rE
Y4Z+BUXaHaIx50cdRnCMWxrD1QKBgQD2zEG71J0R3CbYhly1sgc/cSZN9U/q8OA5
19+pSdG3+r9TAg+012Mc8D2w+8wfFu22XphuS9IfX4AQvz5rZ7GiX4gYQDTPecYg
NrlXHYhJ8O7O87PLsDJJvjuZli4xMCckxlTnNkCO4ywLdEVO+At8USPYyZUYpFHJ
b9mP396kNQKBgQC0uc9haA/nGO9FfOUjOlItgq7TTbpWAay2FV/B2c+fErlilEF6
uY2pDw8nGNvLg6lAo/+A2k/8dRJB9k1hZKCueAS4xlKCYxlBVedz8EhgUoWN1aKd
dluZ9UK5OUEvtuQxhGniiIKSIJ7WnQ0CeFFKWz6EVcVuvq76MvrqR7/STQKBgQC7
l6CzfDXz+GpSlTbtKShXMdOS2E9p3rQhY5RvolvVw7QgDWYQ6NM+kOHjoFGUpCIG
SDsHQ3yxOi8nC6cPjt838/OHs24w8ngFznLs49bPlWKATj+xKPngkcfNw5jS7K4k
RtkMcnF56vV0s2lnUCWy1h4wT3GULHq6adlughVCrQKBgH+atFIg2Y/ADvebEiDW
TSUeN5FAe4TCccV0UNdyKQ9DmezrVB3oYRS3U4ODVHqVyb7/RfARw3xmMssqzmtz
DbbTcPbUHSAcYdMUUZz1zUN/b8EEPhmnSRLFYHEaxauMudn102FsRrsR+Oeg2uY/
ojsgW3e2X8s5dLVqToAmFhlR
-----END PRIVATE KEY-----
`,
  /** The self-signed certificate, DER in base64: the `x5c` of the key set. */
  certificate: [
    "MIIDczCCAlugAwIBAgIUG8OtD6L0OGxl5n1TI6+11DY2ZsgwDQYJKoZIhvcNAQELBQAwSDFGMEQGA1UEAww9bW9jay",
    "1lbnRyYSBkZXZlbG9wbWVudCBzaWduaW5nIGtleSAocHVibGljLCBwcm90ZWN0cyBub3RoaW5nKTAgFw0yNjExMjMx",
    "NTI1MDFaGA8yMTI2MTAzMDE1MjUwMVowSDFGMEQGA1UEAww9bW9jay1lbnRyYSBkZXZlbG9wbWVudCBzaWduaW5nIG",
    "tleSAocHVibGljLCBwcm90ZWN0cyBub3RoaW5nKTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAO9JKKqz",
    "KO0SrWQSFAx05DwXSSagNZSwuLQR/QYG2mr/Wz9sYkOiVnKULt2i7fr/3FF8TH4nX3Thkig+bezTjTBFs3De81M64+",
    "9jTrz9KpcU3b3Tc5kQofnIIq1MPAGrlGcD2xB2Nx2t6bBfVEJmcfOKpmOyKLSM+ENc3KDJNE5YNluc2HwPUS0OVxI+",
    "6QYvO5Bs8sl9UpO9qlXl2GRA69SWOPw/tAlcuY0PmFkXIjUrSD4ThSBWKiUvj8mkOryO5aB35WC8bN/LJJUXzxWFjX",
    "2W0AGXVef0OPqcMeV80X/bVvUxq9TThlPROTmqSWiqibvb27tssfX8xxB6M1+0/xkCAwEAAaNTMFEwHQYDVR0OBBYE",
    "FGkBwK3b4X95S5kvl6rKVydNZJWvMB8GA1UdIwQYMBaAFGkBwK3b4X95S5kvl6rKVydNZJWvMA8GA1UdEwEB/wQFMA",
    "MBAf8wDQYJKoZIhvcNAQELBQADggEBAOK2r88ubNCehw/JqDmArRtTa61Uou61jQ5+tp/AqZTzofEp2fIipVEUtMA9",
    "QddNGneYd+O0tVUi8M6Sx9QEjj7mlyxKnaiyJXq+LS5qlNsoiwUEKiPOiARTedhVkq1aCQ1wdJ10oYKbEBKV+0L7U+",
    "Itpk6Lfqssl5KI4UecaWwK71IQOTqhtGjrzjTBj0TfxJtB2BiP20p3pamfmB0jkDEfk4Ys2voN0Dvydzmk0fG5Wpu4",
    "JHrkC2+R1F+AE14M4edd2CbUJXdBuDeiE8WcgOoUkyRcuhd2kppLdp73Iit3i5ToFWUJw4/ol+eH2kx/juhf/OW/mB",
    "vpBJ7CRGD+cvM=",
  ].join(""),
  /** SHA-1 of the certificate in base64url: Entra uses it as `kid` and as `x5t`. */
  keyId: "_ZGev7FdNsEuvC1KLNPEZ4zVGMI",
};
