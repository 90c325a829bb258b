/** A user's photo, in its largest size. */
export interface ProfilePhoto {
  contentType: "image/jpeg" | "image/png" | "image/gif";
  /** In pixels. */
  width: number;
  height: number;
  /** The file, in base64. */
  content: string;
}

export interface PhotoSize {
  width: number;
  height: number;
}

/** The sizes of Microsoft 365, as squares. @see https://learn.microsoft.com/graph/api/profilephoto-get */
const widths = [48, 64, 96, 120, 240, 360, 432, 504, 648];

export function sizeOf({ width, height }: ProfilePhoto): PhotoSize {
  return { width, height };
}

/** The photo's own size, and the smaller ones of Microsoft 365, the smallest first. */
export function availableSizes(photo: ProfilePhoto): PhotoSize[] {
  const limit = Math.min(photo.width, photo.height);
  const smaller = widths.filter((width) => width <= limit).map((width) => ({ width, height: width }));
  const isAmong = smaller.some(({ width, height }) => width === photo.width && height === photo.height);
  return isAmong ? smaller : [...smaller, sizeOf(photo)];
}
