/** Folders of images on this machine. */
package io.afterimage.cli.folders;
