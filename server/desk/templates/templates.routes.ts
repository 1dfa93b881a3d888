import { CaseParams } from '#contract/desk-cases.ts';
import { Replies, SetTemplates, TemplateList } from '#contract/desk-templates.ts';
import { publicId } from '#contract/ids.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { listTemplates, repliesFor, setTemplates, type Templates } from './templates.ts';

const show = ({ version, templates, setBy, setAt }: Templates) => ({
  ...{ version, templates: [...templates] },
  ...(setBy && setAt ? { setBy: publicId('U', setBy), setAt: setAt.toISOString() } : {}),
});

export const templateRoutes = (url: () => string): Route[] => [
  route(
    'GET /v1/desk/templates',
    { may: 'desk.use', says: 'The replies that your desk writes often, or those proposed to it.', reply: TemplateList },
    async (work, { actor }) => show(await listTemplates(work, actor)),
  ),
  route(
    'PUT /v1/desk/templates',
    { may: 'desk.use', says: 'Sets the whole list of them.', body: SetTemplates, reply: TemplateList },
    async (work, { actor, body }) => show(await setTemplates(work, actor, body)),
  ),
  route(
    'GET /v1/desk/cases/:case/replies',
    { may: 'desk.use', params: CaseParams, says: 'The same, filled in from a case.', reply: Replies },
    (work, { actor, params }) => repliesFor(work, actor, params.case, url()),
  ),
];
