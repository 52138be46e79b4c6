/** The tables of a page or a comment, as rows of plain text, the head first: what a reader sees in them. */

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function plainText(markup: string): string {
  return markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .trim();
}

/** Of HTML, each row one text. `>` stands in front of the head of a column that is set right. */
export function htmlTables(html: string): readonly (readonly string[])[] {
  return [...html.matchAll(/<table>.*?<\/table>/gs)].map(([table]) =>
    [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row!.matchAll(/<(th scope="col"|th|td)[^>]*?(?:class="([^"]*)")?>(.*?)<\/t[hd]>/gs)]
        .map(([, element, look, cell]) => {
          const isRight = element === 'th scope="col"' && look === 'number';
          return `${isRight ? '>' : ''}${plainText(cell!)}`;
        })
        .join(' | '),
    ),
  );
}

/** Of Markdown, each row one text. `>` stands in front of the head of a column that is set right. */
export function markdownTables(markdown: string): readonly (readonly string[])[] {
  const tables = markdown.matchAll(/^\|(.*)\|\n\|((?: :?---:? \|)+)\n((?:\|.*\|\n)*)/gm);
  return [...tables].map(([, head, rule, rows]) => {
    const right = rule!.split('|').map((mark) => mark.trim() === '---:');
    const heads = head!.split('|').map((text, at) => `${right[at] ? '>' : ''}${text.trim()}`);
    const lines = rows!.trimEnd().split('\n');
    const cells = lines.map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => plainText(cell)),
    );
    return [heads, ...cells].map((row) => row.join(' | '));
  });
}
