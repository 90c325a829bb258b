/** A user's photo, in the one size that there is. */
export interface ProfilePhoto {
  contentType: "image/jpeg" | "image/png" | "image/gif";
  /** In pixels. */
  width: number;
  height: number;
  /** The file, in base64. */
  content: string;
}
