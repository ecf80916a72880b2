package io.afterimage.trainer.intake;

/** What lies where a pointer points. */
sealed interface Fetched {

  /**
   * A record.
   *
   * @param picture its value, which may be null or no picture
   */
  record Found(byte[] picture) implements Fetched {}

  /**
   * Nothing: the record has expired, or never was there.
   *
   * @param why for people
   */
  record Gone(String why) implements Fetched {}
}
