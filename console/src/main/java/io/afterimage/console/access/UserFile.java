package io.afterimage.console.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
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
  private String fault = "";
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
   * may read, where there is none. Everything else in it stays, and so do its owner, group and
   * permissions: the console, which may be another user, must be able to read it.
   *
   * @return whether there was one of that name
   * @throws IllegalArgumentException when the file has a faulty line
   * @throws IOException also when it is somebody else's, and would become the caller's
   */
  public static boolean put(Path given, User user) throws IOException {
    boolean exists = Files.exists(given);
    // A link stays one.
    Path file = exists ? given.toRealPath() : given;
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
      Files.write(next, lines);
      if (exists) {
        keepOwner(file, next);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
    return known;
  }

  private static void keepOwner(Path file, Path next) throws IOException {
    PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
    PosixFileAttributeView after = Files.getFileAttributeView(next, PosixFileAttributeView.class);
    try {
      if (!after.readAttributes().owner().equals(before.owner())) {
        after.setOwner(before.owner());
      }
      if (!after.readAttributes().group().equals(before.group())) {
        after.setGroup(before.group());
      }
    } catch (IOException e) {
      throw new IOException(
          "it belongs to %s:%s, which only that user or root can keep: run this as %1$s"
              .formatted(before.owner().getName(), before.group().getName()),
          e);
    }
    after.setPermissions(before.permissions());
  }

  private void readAgain() {
    try {
      Object state = state();
      if (state.equals(readState)) {
        return;
      }
      readState = state;
      users = read(file);
      fault = "";
      log.atInfo().addKeyValue("file", file).addKeyValue("users", users.size()).log("users read");
    } catch (NoSuchFileException e) {
      if (!users.isEmpty()) {
        users = Map.of();
        readState = "";
        log.atError().addKeyValue("file", file).log("the users' file is gone: nobody can log in");
      }
    } catch (IOException | IllegalArgumentException e) {
      if (!e.toString().equals(fault)) {
        fault = e.toString();
        log.atError()
            .addKeyValue("file", file)
            .addKeyValue("fault", fault)
            .log("cannot read users, keeping those read before");
      }
    }
  }

  /**
   * Changes with the file, and where the system tells it also with who may read it; its own key
   * too, since a replaced one may have the same time.
   */
  private Object state() throws IOException {
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return Files.readAttributes(
        file, (unix ? "unix:ctime," : "") + "lastModifiedTime,size,fileKey");
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
