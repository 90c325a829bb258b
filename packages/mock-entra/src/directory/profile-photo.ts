/** A user's photo, in its only size. */
export interface ProfilePhoto {
  contentType: "image/jpeg" | "image/png" | "image/gif";
  /** In pixels. */
  width: number;
  height: number;
  /** The file, in base64. */
  content: string;
}
