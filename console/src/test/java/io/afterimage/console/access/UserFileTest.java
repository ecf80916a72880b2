package io.afterimage.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserFileTest {

  /** Of {@code abc}: jBCrypt's test vector, with the prefix that htpasswd writes. */
  private static final String BCRYPT =
      "$2y$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

  @TempDir Path folder;

  @Test
  void shouldReadNamesRolesAndHashes() throws Exception {
    Path file = write("# the lab", "", "lena:labeller:" + BCRYPT);

    assertThat(new UserFile(file).find("lena")).hasValue(new User("lena", Role.LABELLER, BCRYPT));
    assertThat(new UserFile(file).find("olga")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lena",
        "lena:labeller",
        "lena:boss:" + BCRYPT,
        "lena:anyone:" + BCRYPT,
        "le na:viewer:" + BCRYPT,
        "<b>:viewer:" + BCRYPT,
        "lena:viewer:secret",
        "lena:viewer:$2y$31$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
        "lena:viewer:$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo"
      })
  void shouldNameTheLineThatIsFaulty(String line) throws Exception {
    Path file = write("# the lab", line);

    assertThatThrownBy(() -> new UserFile(file)).hasMessageContaining("line 2 of " + file);
  }

  @Test
  void shouldKeepUsersWhileTheFileIsFaultyAndNobodyWithoutIt() throws Exception {
    Path file = write("lena:labeller:" + BCRYPT);
    UserFile users = new UserFile(file);

    write("lena:labeller:" + BCRYPT, "nonsense");
    assertThat(users.find("lena")).isPresent();

    Files.delete(file);
    assertThat(users.find("lena")).isEmpty();

    write("lena:labeller:" + BCRYPT);
    assertThat(users.find("lena")).isPresent();
  }

  @Test
  void shouldCheckArgonAndBcrypt() {
    String argon = PasswordHashes.hash("pässword");

    assertThat(argon).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(PasswordHashes.matches("pässword", Optional.of(argon))).isTrue();
    assertThat(PasswordHashes.matches("password", Optional.of(argon))).isFalse();
    assertThat(PasswordHashes.matches("of nobody", Optional.empty())).isFalse();
    assertThat(PasswordHashes.matches("abc", Optional.of(BCRYPT))).isTrue();
    assertThat(PasswordHashes.matches("abd", Optional.of(BCRYPT))).isFalse();
  }

  @Test
  void shouldAddAndReplaceUsersAndLeaveTheRestAsItIs() throws Exception {
    Path file = folder.resolve("users");
    assertThat(UserFile.put(file, new User("lena", Role.VIEWER, BCRYPT))).isFalse();
    assertThat(Files.getPosixFilePermissions(file))
        .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    write("# the lab", "lena:viewer:" + BCRYPT, "olga:operator:" + BCRYPT);

    assertThat(UserFile.put(file, new User("lena", Role.LABELLER, BCRYPT))).isTrue();

    assertThat(Files.readAllLines(file))
        .containsExactly("# the lab", "olga:operator:" + BCRYPT, "lena:labeller:" + BCRYPT);
  }

  @Test
  void shouldKeepOwnerGroupAndPermissionsWhenRootChangesTheFile() throws Exception {
    Path file = write("lena:viewer:" + BCRYPT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      view.setOwner(principals().lookupPrincipalByName("1234"));
      view.setGroup(principals().lookupPrincipalByGroupName("1235"));
    } catch (IOException e) {
      Assumptions.abort("only root can give files away");
    }
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    UserFile.put(link, new User("olga", Role.OPERATOR, BCRYPT));

    PosixFileAttributes now = Files.readAttributes(file, PosixFileAttributes.class);
    assertThat(new UserFile(file).find("olga")).isPresent();
    assertThat(link).isSymbolicLink();
    assertThat(now.owner().getName()).isEqualTo("1234");
    assertThat(now.group().getName()).isEqualTo("1235");
    assertThat(PosixFilePermissions.toString(now.permissions())).isEqualTo("rw-r-----");
  }

  @Test
  void shouldReadAgainWhatKeepsItsSizeAndTime() throws Exception {
    Path file = write("lena:viewer:" + BCRYPT);
    FileTime before = Files.getLastModifiedTime(file);
    UserFile users = new UserFile(file);

    await()
        .untilAsserted(
            () -> {
              write("olga:viewer:" + BCRYPT);
              Files.setLastModifiedTime(file, before);
              assertThat(users.find("lena")).isEmpty();
            });
    assertThat(users.find("olga")).isPresent();
  }

  private UserPrincipalLookupService principals() {
    return folder.getFileSystem().getUserPrincipalLookupService();
  }

  private Path write(String... lines) throws Exception {
    return Files.write(folder.resolve("users"), List.of(lines));
  }
}
