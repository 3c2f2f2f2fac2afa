export * from "./counter";
export default {};
