package io.afterimage.console.label;

/**
 * Where somebody labels: one open page. The same person at two pages gets different images.
 *
 * @param person who is asked
 * @param page what tells this page from another of the same person
 */
record Desk(String person, String page) {

  private static final int LONGEST = 100;

  /** Refuses names of pages that are long. */
  Desk {
    if (page.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the desk has %d characters, at most %d".formatted(page.length(), LONGEST));
    }
  }
}
