import module from "node:module";
import { performance } from "node:perf_hooks";
module.enableCompileCache("/tmp/light/cc");
const out=[];
for (const m of process.argv.slice(2)) { const c0=process.cpuUsage(); const t=performance.now(); await import(m); out.push([m,performance.now()-t, (c=>(c.user+c.system)/1000)(process.cpuUsage(c0))]); }
console.log(JSON.stringify(out));
