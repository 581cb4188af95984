import type { Value } from '../../world/value.js';
import type { Container, Image, Tool } from '../../world/world.js';
import type { Invocation } from '../command.js';
import { imageSettings } from './image-settings.js';

/** A container that nothing ever runs in: it holds what its image holds (`buildah from`, an exporter). */
export function untouchedContainer(
  image: Image,
  tool: Tool,
  name: Value | null,
  { services, command }: Invocation,
): Container {
  return {
    id: `container#${String(services.fresh('container'))}`,
    name,
    image,
    tool,
    state: 'created',
    command: [],
    options: [],
    entrypoint: null,
    workdir: null,
    settings: imageSettings(image, services.files),
    argv: null,
    terminal: false,
    mounts: [],
    changed: false,
    removedOnExit: false,
    work: null,
    span: command.span,
  };
}
