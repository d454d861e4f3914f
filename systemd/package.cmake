# SPDX-License-Identifier: Apache-2.0
# The .deb (preset "package"): cpack --config build/package/CPackConfig.cmake
set(deb ${CMAKE_CURRENT_LIST_DIR}/deb)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME nianbao)
set(CPACK_PACKAGE_CONTACT "nianbao developers <nianbao@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
	"archive of the annual disclosure reports of Chinese counties")
set(CPACK_PACKAGE_DESCRIPTION
"nianbao finds, archives (WARC, with provenance) and reads the annual
reports on the disclosure of government information (政府信息公开工作年度报告)
that every Chinese county, township and department has to publish: by one
crawl, by cron or timer, or as a service.")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers")
# What reads old formats of documents, and PDF.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
	"poppler-utils, antiword, catdoc, ca-certificates, publicsuffix")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
	${deb}/postinst ${deb}/prerm ${deb}/postrm ${deb}/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
install(FILES ${PROJECT_SOURCE_DIR}/conf/nianbao.conf DESTINATION
	/etc/nianbao)
install(DIRECTORY DESTINATION /etc/nianbao/sites.d)
include(CPack)
