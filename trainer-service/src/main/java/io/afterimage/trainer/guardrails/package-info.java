/** What a version must not do on live images, whatever their labels are. */
package io.afterimage.trainer.guardrails;
