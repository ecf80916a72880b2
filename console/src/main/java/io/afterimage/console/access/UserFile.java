package io.afterimage.console.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a file, one a line; empty lines and those that begin with {@code #} do not count.
 * Read again when the file has changed: without the file nobody is known, with a faulty line those
 * who were known before are, and the log says so. Thread-safe.
 */
public final class UserFile {

  private static final Logger log = LoggerFactory.getLogger(UserFile.class);

  private final Path file;
  private Object readState = "";
  private Map<String, User> users = Map.of();

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException when it cannot be read or has a faulty line, with its number
   */
  public UserFile(Path file) {
    this.file = file;
    try {
      readState = state();
      users = read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** The user of a name, if there is one now. */
  public synchronized Optional<User> find(String name) {
    readAgain();
    return Optional.ofNullable(users.get(name));
  }

  /**
   * Adds a user to a file, in place of one of the same name; makes the file, which only its owner
   * may read, where there is none. Everything else in it stays.
   *
   * @return whether there was one of that name
   * @throws IllegalArgumentException when the file has a faulty line
   */
  public static boolean put(Path file, User user) throws IOException {
    boolean exists = Files.exists(file);
    boolean known = exists && read(file).containsKey(user.name());
    List<String> lines = new ArrayList<>();
    for (String line : exists ? Files.readAllLines(file) : List.<String>of()) {
      if (line.isBlank() || line.startsWith("#") || !User.parse(line).name().equals(user.name())) {
        lines.add(line);
      }
    }
    lines.add(user.line());
    Path folder = file.toAbsolutePath().getParent();
    Path next = Files.createTempFile(folder, file.getFileName().toString(), ".new");
    try {
      if (exists) {
        Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
      }
      Files.write(next, lines);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
    return known;
  }

  private void readAgain() {
    try {
      Object state = state();
      if (state.equals(readState)) {
        return;
      }
      readState = state;
      users = read(file);
      log.atInfo().addKeyValue("file", file).addKeyValue("users", users.size()).log("users read");
    } catch (NoSuchFileException e) {
      if (!users.isEmpty()) {
        users = Map.of();
        readState = "";
        log.atError().addKeyValue("file", file).log("the users' file is gone: nobody can log in");
      }
    } catch (IOException | IllegalArgumentException e) {
      log.atError()
          .addKeyValue("file", file)
          .addKeyValue("fault", e.getMessage())
          .log("cannot read users, keeping those read before");
    }
  }

  /** Changes with the file: its own key too, since a replaced one may have the same time. */
  private Object state() throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
  }

  private static Map<String, User> read(Path file) throws IOException {
    Map<String, User> found = new LinkedHashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        User user = User.parse(line);
        if (found.put(user.name(), user) != null) {
          throw new IllegalArgumentException("the name is there twice");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line %d of %s: %s".formatted(number, file, e.getMessage()), e);
      }
    }
    return found;
  }
}
