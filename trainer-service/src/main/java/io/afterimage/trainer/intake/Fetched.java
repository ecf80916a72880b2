package io.afterimage.trainer.intake;

/** What lies where a pointer points. */
sealed interface Fetched {

  /**
   * A record.
   *
   * @param image its value, which may be null or no image
   */
  record Found(byte[] image) implements Fetched {}

  /**
   * Nothing: the record has expired, or never was there.
   *
   * @param why for people
   */
  record Gone(String why) implements Fetched {}
}
