// oclif asks whether Linux is Windows' subsystem only to name the platform; boottrace does not tell them apart.
module.exports = { isWsl: false };
