// What of TipTap and ProseMirror the rich text editor uses (static/js/rich-schema.js); bundled by .make/vendor.py.
export { Editor, Extension, Mark, Node } from "@tiptap/core";
export { Blockquote } from "@tiptap/extension-blockquote";
export { Bold } from "@tiptap/extension-bold";
export { Document } from "@tiptap/extension-document";
export { HardBreak } from "@tiptap/extension-hard-break";
export { Heading } from "@tiptap/extension-heading";
export { Italic } from "@tiptap/extension-italic";
export { BulletList, ListItem, OrderedList } from "@tiptap/extension-list";
export { Paragraph } from "@tiptap/extension-paragraph";
export { Strike } from "@tiptap/extension-strike";
export { Subscript } from "@tiptap/extension-subscript";
export { Superscript } from "@tiptap/extension-superscript";
export { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
export { Text } from "@tiptap/extension-text";
export { Underline } from "@tiptap/extension-underline";
export { Dropcursor, Gapcursor, UndoRedo } from "@tiptap/extensions";
export { Fragment, Slice } from "@tiptap/pm/model";
export { NodeSelection } from "@tiptap/pm/state";
