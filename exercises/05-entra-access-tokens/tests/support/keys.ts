import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { JWK } from "jose";

/** Entra publishes its public half, beside its own keys. It protects nothing. */
const own = {
  kty: "RSA",
  n: [
    "xzpxGyl2PR7XO4o2Yy5wDTumvW1eHKB4uaQEctZie3jj9dPBoHt2qhM90xM8fy2X1BaAbXrSSiQo79jRH88Zrgdq97VbODz",
    "4bbYasRcbGH6kfcjeXCe8CqzTzJrisQ-kxmw0qlrpTvRtq_pxLAFZ4ALzlnIxtOnPRyd4Cc8rjoQd7JY_Ayd8klUwPdtVw1",
    "Rcm3MhOD6zrHjqJlywh8-CxMfOk5VpN8EJ9aQY7GROw6urXOHN9H5G1q8UkSe21jsCgxT8hCANyCXZTFSRbvFPJgWamfhGf",
    "2ekL6TeTzfCOAhDT7QmnPPzsCCRyixkKC23m6oGw4S9cSA1IAp0xdQryw",
  ].join(""),
  e: "AQAB",
  d: [
    "M5Isuhe6_CpSE5784iKgrcQ9rrYzUNy3M3LCFgnpt0V9WOKGMikTeAYAEHXfyJoAPc3PU8ehzMBcem2ZAI9m-dYAuftPkBi",
    "0RA4KDcJJ6MbLhKXs7VT5x5eiQcnsGWJPyG81GM3sq9v40bZD-lylK6gH7u9Db63AUo5kc8GVaE_UjrXk0ZIns0abWgIbOq",
    "-BJALataKG4KDWcNhEQNWBDfDc_P-Eki_Uc0rYn2-yl6NK3Jn_OBHwnXiZKk2ZX8yIslhHOv4sNFaSmOw1SZa8YHw5MXEdn",
    "XATXS4AIFpJW13HvSFr1BsN4yV_zQUrv2GJK5atujFmfVtSYIAVDgFJRQ",
  ].join(""),
  p: [
    "8fK88GRwVvI22YfHSW5uqxT_qQbYIdfd6JW9UotRuvsDFWwx_9fQpYD0FeSsa2kVq_1w2T77KFK1Kd7Sa9Ws6VhJQs1yx7U",
    "6fFa5jEWBLQSaP3I3V31iCfk4uroTPon5NsJrcNP3-gqKdMx8FGEnT_f8EnTbvEv026alZq7Gqe0",
  ].join(""),
  q: [
    "0syMZCeIR6PfEhBGHUQg25TsOgGAGEKp4lccMWKiSR7m3cABHLSJdYs0lOtUHEEjR-QaPfLvXACgcbI9F8tuUXDcUO4Duxd",
    "80eEfk_rYpFd6ngSgUKQ9eEVEDAGTV5lG_q9qe552I5wqB44LFWCG9WlEYKhmhXAzij-0e3DblZc",
  ].join(""),
  dp: [
    "CpaI1ixPDj8DT3m1quz-QtZkac024CRGPctvwZD_PqOFewaFGaEkLFn8VIjxUrIClMg-jANJknYsH2z04Gs1afDHI_lBsKO",
    "pr49MB2tzP7kX1vb0nQuLoswZQ3KpLO90zIStlv5vt62GaZ4ZP_sQcVt02Inso8zfJk2gp2G2p_E",
  ].join(""),
  dq: [
    "ltcn3sMrEZiBlztt8KM_n-EA6MEKGFIbnosW8X_TAN_L9AHgydmmQyZJigabOVyjEl53KL0d6ofIR5NzhANd_Yj1HjQzFz3",
    "HY6fkIM_vFipC47ALx6i_E8D84FqARL65vqVnXO4XO4QTzzQlWjaoXBPnigL22aVgPB052Nr5RiE",
  ].join(""),
  qi: [
    "cU8ozNyco5qWQ8i5mXjSB2TQDOMl_nrQEL748ja_gY219pAh-m_3_ve9S_t3VyhuH_Om_rt0PemF01m8G0R31K1YSMtoMOM",
    "jYwpPkv15OQNfzBpITZ7rbiMVSMjoKOulLKm_JyRboMqwOnFoS0pN-VehHtVBM80J6vGuf9NnBAM",
  ].join(""),
};

/** An attacker has made it. It protects nothing. */
const strangers = {
  kty: "RSA",
  n: [
    "sYTILqkrOiDMz8q3NvS--Xruha6JuMbv6NQ0nMbvhLWdhUzwjNP61mzlc7npNs0uBowJWcluozRHAyQc_gfANB4TwoeqNIp",
    "DZdCEoTMRmKrwHxeQoJmdkbJij1UdnmIS07Lc5TSRUEmJN2h711fI3TQb5B3HXW0JYdLW3bALheYuhQhBJ8UDwz-PIlDUPE",
    "vf84-BKJFE63zkDyf0w6lEm1QtMLck59bT6lGi4DFyCm6lmvixyFAYJsW3pFlbtMWTAOBJ_cTpNmS8P0uuP6fVQsmmgYbJl",
    "IWePfm7ArczaKvWj0yooxwvcyxbZbWfQF4mnYIJGHCVb6IMHUCIW7mlcQ",
  ].join(""),
  e: "AQAB",
  d: [
    "BAkyy-zIsM-iGG9RbwxtcxqaZausMelD9xUsBQx40ZmXdTpkla8UGt_q75CgfsB3dWqlo8bynv9HRgkCJ7xhYE32wQt4kS0",
    "7jwsImOmiUshAIVTV0vDrJi7aEswqmjk8mFeOsh9Z1mt1lS7o8eJrDKxsnekXaUZbWkAC5pNkD608PdlRem8a5ymsUuXx96",
    "CC8pYSjh_14fbTMG55ww6Lavl2WG5Ab0oJjUdC_muYKUOuZUdyByC0hf13D9ZyO2PM9dBUrVxDj1tvI_CM-rXjt6TMnL9OH",
    "CKaQmNvpWv66lppC-FvQmellojldqjJIBqW7pPQ9nB1b0PTlrgJmo_ggQ",
  ].join(""),
  p: [
    "-RnBfaEnanu_NpFQmqQeSGwi9rC_Mn1PESRxVdmJN_ffh-8jiAW-FbSxTDg0Zei0xtdN9paz4d5URfKv5jTu83SGUMehpI_",
    "BzJH7NwD5VgHfNnZsZEkIyheLKjvgf97Z02Eic0sw-KWqUuAGUsps8vnxqRDAv9jS4OtToRMh1Pk",
  ].join(""),
  q: [
    "tm95vFowGLfEeMTXh1O28V6zeZi4TIQMo0fkohZmaSfxf3nUEMNu2SE2dJssXhxBUQazcN9bq67YWcKVhE2p5FbeLzapz4p",
    "J2iLjCRGEgF1ZCmiVRA87IPOguo0sjKbM9hKXoOzlX6mwFEgiGytsunuTNACR9e_vUp47Mb87ijk",
  ].join(""),
  dp: [
    "OW6Mw_BR7CUX0vbyBJVuPfhgn0vk6Tkm76bdUpPTJUpLCUZDhOr-BncgoZgbzJs4gtfFK-NXGe5us6nekE8IAK2PAjTkudJ",
    "DNm055FafJgtMcXwgRYbpNd7zwQsJGbJBupCcpsRhSBK6EF2CV7hAIk0qQHaSWikdhan8IBkPJdE",
  ].join(""),
  dq: [
    "JJVaHhEfz_UZ6vXeGn8JEoHhD6M2YfGg7yU9jdtcEf42iU-O3QWztsrYNq3fScf0uSDU3u-LXHQlYmqIvQ0t4mIhD-qwRrP",
    "-d0XDrU_b-Dm_3zx1oj5DpynzszUYF-Ri-X1k9ppKrNJEQuzsGfKtTP_21ti-bEj-_txIFoO4ltE",
  ].join(""),
  qi: [
    "1jIS7KEtATY7o2PI2xDi_UYcKUS8Zgm0YhhlD0Xe2Ea6bMlDHOuSWtLiwCzqUyWFSjCRsAh1vjLab7Y2u6yWhOUCD0WpDe0",
    "r4ADYADNuYtN4hemfFzy5vXKWDt_6zLhWqPyOP9bArm4BRvDyO40HUKH8jePu42VtZK8nJsxJGw4",
  ].join(""),
};

/** The key ID of the tests' published key. */
export const ownKeyId = "published-by-the-tests";

export const ownKey: KeyObject = createPrivateKey({ key: { ...own }, format: "jwk" });
export const strangersKey: KeyObject = createPrivateKey({ key: { ...strangers }, format: "jwk" });

/** A certificate of the attacker's key, signed with that key. It has no end in this century. */
export const strangersCertificate = [
  "MIIDGTCCAgGgAwIBAgIUaf5gxZqPdDD9ko2UTGzeKlutKdswDQYJKoZIhvcNAQELBQAwGzEZMBcGA1UEAwwQYXR0YWNrZXIuZXh",
  "hbXBsZTAgFw0yNjEyMDEwMDE0MzZaGA8yMTI2MTEwNzAwMTQzNlowGzEZMBcGA1UEAwwQYXR0YWNrZXIuZXhhbXBsZTCCASIwDQ",
  "YJKoZIhvcNAQEBBQADggEPADCCAQoCggEBALGEyC6pKzogzM/Ktzb0vvl67oWuibjG7+jUNJzG74S1nYVM8IzT+tZs5XO56TbNL",
  "gaMCVnJbqM0RwMkHP4HwDQeE8KHqjSKQ2XQhKEzEZiq8B8XkKCZnZGyYo9VHZ5iEtOy3OU0kVBJiTdoe9dXyN00G+Qdx11tCWHS",
  "1t2wC4XmLoUIQSfFA8M/jyJQ1DxL3/OPgSiRROt85A8n9MOpRJtULTC3JOfW0+pRouAxcgpupZr4schQGCbFt6RZW7TFkwDgSf3",
  "E6TZkvD9Lrj+n1ULJpoGGyZSFnj35uwK3M2ir1o9MqKMcL3MsW2W1n0BeJp2CCRhwlW+iDB1AiFu5pXECAwEAAaNTMFEwHQYDVR",
  "0OBBYEFF10RCfzFySOHDRZNm/7lN5uIbjYMB8GA1UdIwQYMBaAFF10RCfzFySOHDRZNm/7lN5uIbjYMA8GA1UdEwEB/wQFMAMBA",
  "f8wDQYJKoZIhvcNAQELBQADggEBAJxvIjTJ8oJDr8g5cds5CYC+ypBjopISJAnjg0HJ+8m99YWD0/UWE/aueh5Ur09+RLACPjWi",
  "VsGFHf+TbMD3fWVV5sGR6Cs89Zg58IMH50OWH4EnM6ztsGZhi6SHXfDo5agIZE0l6MeQGlghslSFtvKD5vS1TU0fZD04+MJv1wd",
  "6mVtu1TsbuzwlUh2HRzh0R+tz5oZ9+fzgmGce7YewHyigfgDtC9SQDq0raEGgWwxkS8fDU7pYtlORiKdex1AVTU2J2k2hUCQsQG",
  "xQ1UKt+bZYomJZCDGZg5oedeyLupxagnGLZN/1bBxIvi3V2az4EiNNogmG5Krvceviz3c2n0I=",
].join("");

/** What Entra publishes beside its own keys. */
export function publishedKeys(issuer: string): (JWK & { issuer: string })[] {
  return [{ ...publicHalf(ownKey), kid: ownKeyId, use: "sig", issuer }];
}

/** The attacker's key set, with the key under every key ID that a token may name. */
export function publicKeys(): { keys: JWK[] } {
  return {
    keys: [strangersKeyId, ownKeyId].map((kid) =>
      Object.assign(publicHalf(strangersKey), { kid, use: "sig" }),
    ),
  };
}

export const strangersKeyId = "of-an-attacker";

export function publicHalf(key: KeyObject): JWK {
  return createPublicKey(key).export({ format: "jwk" });
}
