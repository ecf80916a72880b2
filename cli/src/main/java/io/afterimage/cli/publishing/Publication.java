package io.afterimage.cli.publishing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * How a model is published by a person.
 *
 * @param publishedBy who does it
 * @param reason why, if given
 * @param labels whether it may replace a model that knows more labels
 */
public record Publication(String publishedBy, Optional<String> reason, LabelChange labels) {

  /** This user at this machine, such as {@code anna@desk-7}. */
  public static String userAtHost() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown-host";
    }
    return System.getProperty("user.name") + "@" + host;
  }
}
