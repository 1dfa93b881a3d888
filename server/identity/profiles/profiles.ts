/**
 * What members say of themselves. The danger: a telephone number that reaches who never meets its owner, or stands in a
 * stolen database. The principle: every value is sealed; who sees a member at all is judged before anything is opened,
 * and what serves to reach people is not for bots. The boundary: what a member is called and may do is in `members`.
 */

export { addField } from './fields.ts';
export { removePicture } from './pictures.ts';
export { type Meets, showMe, showMember, showMembers, visibleMember } from './show.ts';
export { changeProfile } from './values.ts';
