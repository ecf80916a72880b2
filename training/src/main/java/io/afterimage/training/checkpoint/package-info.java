/** Where a training run's checkpoints lie on disk. */
package io.afterimage.training.checkpoint;
