package org.hypergrad.kernels;

/**
 * How a backend does an operation on a shape.
 *
 * @param kind whether by a kernel of its own
 * @param note the variant it uses, or why it declines; may be empty
 */
public record Support(Kind kind, String note) {

  /** Whose kernel does the work. */
  public enum Kind {
    /** The backend's own. */
    OWN,
    /** Inherited from the backend it extends, in the end the scalar reference. */
    INHERITED,
    /** Not offered for this shape: the dataset cannot be opened. */
    DECLINED
  }

  /** Done by a kernel of the backend's own. */
  public static Support own(String note) {
    return new Support(Kind.OWN, note);
  }

  /** Done by the kernel of the backend that this one extends. */
  public static Support inherited(String note) {
    return new Support(Kind.INHERITED, note);
  }

  /** Not done, for the reason given. */
  public static Support declined(String reason) {
    return new Support(Kind.DECLINED, reason);
  }
}
