package io.afterimage.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.training.djl.OnnxRowProducts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearTwinsTest {

  private static final int COLUMNS = 24;
  private static final double COSINE = 0.92;

  private static NearTwins find(FeatureMatrix features) {
    return NearTwins.of(features, COSINE, new OnnxRowProducts(), () -> false);
  }

  /** At angles, in degrees, in one plane. */
  private static FeatureMatrix atAngles(double... degrees) {
    FeatureMatrix matrix = new FeatureMatrix(COLUMNS);
    for (double angle : degrees) {
      float[] row = new float[COLUMNS];
      row[3] = (float) (5 * Math.cos(Math.toRadians(angle)));
      row[7] = (float) (5 * Math.sin(Math.toRadians(angle)));
      matrix.add(row);
    }
    return matrix;
  }

  private static List<String> groups(NearTwins twins, List<String> given, List<Integer> labels) {
    List<String> ids = IntStream.range(0, twins.rows()).mapToObj(row -> "i" + row).toList();
    List<String> groups = new ArrayList<>(given);
    for (int row = given.size(); row < ids.size(); row++) {
      groups.add(ids.get(row));
    }
    return TwinGroups.of(twins, ids, groups, labels);
  }

  /** More than two blocks, against products that Java adds up, with scales and a row of zeros. */
  @Test
  void shouldFindThePairsOfThatCosineWhateverTheLengths() {
    SplittableRandom random = new SplittableRandom(5);
    FeatureMatrix features = new FeatureMatrix(COLUMNS);
    int rows = 2 * FeatureMatrix.BLOCK_ROWS + 37;
    for (int i = 0; i < rows; i++) {
      float[] row = i % 3 > 0 ? features.row(random.nextInt(i)) : new float[COLUMNS];
      double scale = i == 99 ? 0 : 0.2 + random.nextDouble();
      for (int k = 0; k < COLUMNS; k++) {
        row[k] = (float) (scale * (row[k] + random.nextGaussian(0, i % 3 > 0 ? 0.3 : 1)));
      }
      features.add(row);
    }

    NearTwins twins = find(features);

    int found = 0;
    for (int a = 0; a < rows; a += 7) {
      for (int b = 0; b < rows; b += 5) {
        double cosine = cosine(features.row(a), features.row(b));
        boolean areTwins = twins.hasTwinAmong(a, only(b));
        found += areTwins ? 1 : 0;
        if (a == b) {
          assertThat(areTwins).isFalse();
        } else if (Math.abs(cosine - COSINE) > 1e-5) {
          assertThat(areTwins).as("%d and %d: %f", a, b, cosine).isEqualTo(cosine > COSINE);
        }
      }
    }
    assertThat(found).isGreaterThan(5);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      left += (double) a[i] * a[i];
      right += (double) b[i] * b[i];
    }
    return left == 0 || right == 0 ? 0 : product / Math.sqrt(left * right);
  }

  private static BitSet only(int row) {
    BitSet rows = new BitSet();
    rows.set(row);
    return rows;
  }

  /** Twenty degrees are a cosine of 0.94, forty of 0.77. */
  @Test
  void shouldGroupTwinsOfALeaderAndNoTwinsOfTwins() {
    NearTwins twins = find(atAngles(0, 20, 40, 60, 120, 200, 280, 320));

    assertThat(groups(twins, List.of(), Collections.nCopies(8, 0)))
        .containsExactly("i0", "i0", "i2", "i2", "i4", "i5", "i6", "i7");
  }

  @Test
  void shouldLeaveGivenGroupsAloneAndLetTwinsJoinThem() {
    NearTwins twins = find(atAngles(0, 2, 4, 90, 92, 180, 270, 320));

    assertThat(groups(twins, List.of("i0", "cam-1", "i2", "cam-2"), Collections.nCopies(8, 0)))
        .containsExactly("i0", "cam-1", "i0", "cam-2", "cam-2", "i5", "i6", "i7");
  }

  /** Sixty of one class that are all alike, and a class of three. */
  @Test
  void shouldDivideWhatWouldLeaveAClassInOneFold() {
    double[] angles = new double[63];
    angles[60] = 90;
    angles[61] = 91;
    angles[62] = 92;
    List<Integer> labels = IntStream.range(0, 63).mapToObj(row -> row < 60 ? 0 : 1).toList();

    List<String> groups = groups(find(atAngles(angles)), List.of(), labels);

    assertThat(groups.subList(0, 60)).containsOnly("i0", "i20", "i40");
    assertThat(groups.subList(60, 63)).doesNotHaveDuplicates();
  }

  /** Forty of one class, then nine of another, all alike: the few must not all join the many. */
  @Test
  void shouldLeaveThreeGroupsToEachClassWhereTwinsAreOfSeveral() {
    List<Integer> labels = IntStream.range(0, 49).mapToObj(row -> row < 40 ? 0 : 1).toList();

    List<String> groups = groups(find(atAngles(new double[49])), List.of(), labels);

    assertThat(groups.subList(0, 40)).containsOnly("i0", "i13", "i26", "i39");
    assertThat(groups.subList(40, 49))
        .containsExactly("i0", "i0", "i0", "i13", "i13", "i13", "i26", "i26", "i26");
  }

  @Test
  void shouldNotFillAGivenGroupByEachOfItsImages() {
    List<String> given = List.of("cam", "cam", "cam");

    List<String> groups = groups(find(atAngles(new double[12])), given, Collections.nCopies(12, 0));

    assertThat(groups)
        .containsExactly(
            "cam", "cam", "cam", "cam", "i4", "i4", "i4", "i4", "i8", "i8", "i8", "i8");
  }

  @Test
  void shouldFindNothingWhereItIsSwitchedOffOrThereIsTooMuch() {
    FeatureMatrix features = atAngles(0, 0);

    assertThat(new TwinSearch(new OnnxRowProducts(), 0).in(features, () -> false)).isEmpty();
    assertThat(new TwinSearch(new OnnxRowProducts(), 1).covers(NearTwins.MOST_IMAGES + 1))
        .isFalse();
    assertThatThrownBy(() -> new TwinSearch(new OnnxRowProducts(), 1.1))
        .hasMessageContaining("from 0 to 1");
  }

  @Test
  void shouldBeCancelled() {
    assertThatThrownBy(
            () -> NearTwins.of(atAngles(0, 1), COSINE, new OnnxRowProducts(), () -> true))
        .isInstanceOf(CancellationException.class);
  }
}
