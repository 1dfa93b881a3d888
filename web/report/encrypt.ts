/**
 * The fields and files of the form as one message for the desk: inside stands what the form would have sent by itself,
 * after its content type and an empty line, so that the server reads one form and not two.
 */
export async function encrypted(fields: FormData, armoredKey: string): Promise<Uint8Array> {
  const { createMessage, encrypt, readKey } = await import('openpgp/lightweight');
  const form = new Response(fields);
  const head = new TextEncoder().encode(`content-type: ${form.headers.get('content-type')}\r\n\r\n`);
  const body = new Uint8Array(await form.arrayBuffer());
  const binary = new Uint8Array(head.length + body.length);
  binary.set(head);
  binary.set(body, head.length);
  const message = await createMessage({ binary });
  const encryptionKeys = await readKey({ armoredKey });
  // That the key is in force is the server's word: the clock of this device may be a day behind or ahead.
  const date = encryptionKeys.getCreationTime();
  return (await encrypt({ message, encryptionKeys, date, format: 'binary' })) as Uint8Array;
}
