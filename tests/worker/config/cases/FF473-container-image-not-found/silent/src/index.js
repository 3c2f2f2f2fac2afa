export class C0 {}
export class C1 {}
export class C2 {}
export class C3 {}
export class C4 {}
export class C5 {}
export class C6 {}
export class C7 {}
export class C8 {}
export class C9 {}
export class C10 {}
export class C11 {}
export class C12 {}
export class C13 {}
export class C14 {}
export class C15 {}
export default {};
