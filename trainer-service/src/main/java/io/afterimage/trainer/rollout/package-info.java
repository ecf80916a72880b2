/** What a version that passed the gate has to do on live images before it becomes active. */
package io.afterimage.trainer.rollout;
